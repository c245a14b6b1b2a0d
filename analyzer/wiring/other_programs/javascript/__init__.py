"""What packages of JavaScript and TypeScript mean."""
