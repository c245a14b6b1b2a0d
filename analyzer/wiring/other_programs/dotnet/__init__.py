"""What packages of .NET mean."""
