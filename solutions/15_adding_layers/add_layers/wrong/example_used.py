# fails: built, nearly, layers, added
model = small_model
