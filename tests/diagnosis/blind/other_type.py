# %% 11_keras/sequential: a list in place of a model
my_model_1 = [784, 128, 64, 10]
