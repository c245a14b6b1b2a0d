"""From an image, a platform file or a command to the program that starts."""
