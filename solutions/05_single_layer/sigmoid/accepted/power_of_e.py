import math

sigmoid_activation = lambda x: (1 + math.e ** (-x)) ** -1
