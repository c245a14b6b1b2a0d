"""Models that are declared, registered, served by a server, or only pretended."""
