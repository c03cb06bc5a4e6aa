"""Still lifes for the demo shop, drawn by our own code as vector art."""
