"""What Go modules and packages mean."""
