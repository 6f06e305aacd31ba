# fails: class, built, nearly
# diagnosis: other_model
Network = SmallNetwork
my_model_2 = model
