"""The words in which a language's packages are described."""
