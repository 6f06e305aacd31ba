# fails: built, nearly, layers
# diagnosis: other_model
my_model_1 = model
