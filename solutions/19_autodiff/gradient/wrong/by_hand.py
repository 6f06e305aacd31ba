# fails: tape
y = x**2
dy_dx = 2 * x
