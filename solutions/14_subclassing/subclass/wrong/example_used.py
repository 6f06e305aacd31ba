# fails: class, built
# diagnosis: other_model
Network = SmallNetwork
my_model_2 = model
