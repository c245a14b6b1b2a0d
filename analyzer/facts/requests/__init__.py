"""What a service does with a request that it cannot or must not answer."""
