"""Programs in other languages than Python: what starts them, what they call, and which packages they use."""
