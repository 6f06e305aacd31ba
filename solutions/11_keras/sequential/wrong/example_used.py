# fails: layers, parameters
my_model_1 = model
