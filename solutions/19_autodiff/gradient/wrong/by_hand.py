# fails: tape
# diagnosis: other_way
y = x**2
dy_dx = 2 * x
