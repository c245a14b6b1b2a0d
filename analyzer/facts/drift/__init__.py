"""Whether new data is compared with that on which a model was made."""
