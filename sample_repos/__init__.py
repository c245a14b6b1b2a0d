"""Six fictional candidates: plain files with a described history, and what builds repositories of them."""
