# fails: built
model = small_model
