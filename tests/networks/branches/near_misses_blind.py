"""Other networks than the one in reference.py, though nearly the same, each from `# %%` to the next one complete after
`import tensorflow as tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: the branches put side by side the other way round (with the weights in another order it
is the same function).
"""

# %% the activations of the branches swapped
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='tanh')(i)
right = tf.keras.layers.Dense(6, activation='relu')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the sizes of the branches swapped
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(6, activation='relu')(i)
right = tf.keras.layers.Dense(4, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the left branch wider, the right one narrower
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(5, activation='relu')(i)
right = tf.keras.layers.Dense(5, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% tanh on both sides
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='tanh')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% sigmoid in place of tanh
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='sigmoid')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% softsign in place of tanh
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='softsign')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% no activation on the right
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6)(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the shortcut missing
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(more))

# %% the layer beside the shortcut missing
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(both))

# %% side by side in place of added
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Concatenate()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% multiplied in place of added
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Multiply()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% subtracted in place of added
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Subtract()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% averaged in place of added
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Average()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the larger one in place of the sum
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Maximum()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% added twice
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% doubled by adding itself
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([more, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% ReLU after the sum
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10)(both)
total = tf.keras.layers.ReLU()(tf.keras.layers.Add()([both, more]))
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% ReLU before and after the sum
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.ReLU()(tf.keras.layers.Add()([both, more]))
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% no ReLU beside the shortcut
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10)(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% leaky ReLU on the left
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='leaky_relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% no bias on the right
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh', use_bias=False)(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the right branch after the left one
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(left)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% one branch twice
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([right, right])
more = tf.keras.layers.Dense(12, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% both branches added, of one size
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(10, activation='relu')(i)
right = tf.keras.layers.Dense(10, activation='tanh')(i)
both = tf.keras.layers.Add()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% one layer of ten in place of two branches
i = tf.keras.Input((8,))
both = tf.keras.layers.Dense(10, activation='relu')(i)
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% a straight line
my_model = tf.keras.Sequential([
    tf.keras.Input((8,)),
    tf.keras.layers.Dense(4, activation='relu'),
    tf.keras.layers.Dense(6, activation='tanh'),
    tf.keras.layers.Dense(10, activation='relu'),
    tf.keras.layers.Dense(3, activation='softmax'),
])

# %% one layer used twice beside the shortcut
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
shared = tf.keras.layers.Dense(10, activation='relu')
more = shared(shared(both))
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% two residual steps with one layer
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
again = tf.keras.layers.Add()
shared = tf.keras.layers.Dense(10, activation='relu')
once = again([both, shared(both)])
total = again([once, shared(once)])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% two residual steps
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
once = tf.keras.layers.Add()([both, more])
total = tf.keras.layers.Add()([once, tf.keras.layers.Dense(10, activation='relu')(once)])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the numbers themselves as a third branch
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right, i])
more = tf.keras.layers.Dense(18, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% logits
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3)(total))

# %% sigmoid at the end
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='sigmoid')(total))

# %% softmax twice
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Softmax()(tf.keras.layers.Dense(3, activation='softmax')(total)))

# %% softmax over the batch
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Softmax(axis=0)(tf.keras.layers.Dense(3)(total)))

# %% the left branch frozen
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu', trainable=False)(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% dropout on the right
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
right = tf.keras.layers.Dropout(0.2)(right)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the branches' gradient stopped at the shortcut
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([tf.keras.layers.Lambda(lambda t: tf.stop_gradient(t))(both), more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% a second output
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, [tf.keras.layers.Dense(3, activation='softmax')(total), both])

# %% two inputs
i = tf.keras.Input((8,))
j = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(j)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model([i, j], tf.keras.layers.Dense(3, activation='softmax')(total))

# %% seven numbers in
i = tf.keras.Input((7,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% a subclass that calls its left layer for both branches
class Branches(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(4, activation='relu')
        self.right = tf.keras.layers.Dense(6, activation='tanh')
        self.more = tf.keras.layers.Dense(8, activation='relu')
        self.out = tf.keras.layers.Dense(3, activation='softmax')

    def call(self, x):
        x = tf.concat([self.left(x), self.left(x)], axis=1)
        x = x + self.more(x)
        return self.out(x)

my_model = Branches()
my_model(tf.zeros((1, 8)))

# %% a subclass that puts the shortcut round both layers
class Branches(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(4, activation='relu')
        self.right = tf.keras.layers.Dense(6, activation='tanh')
        self.more = tf.keras.layers.Dense(10, activation='relu')
        self.out = tf.keras.layers.Dense(3, activation='softmax')

    def call(self, x):
        both = tf.concat([self.left(x), self.right(x)], axis=1)
        return self.out(self.more(both + self.more(both)))

my_model = Branches()
my_model(tf.zeros((1, 8)))

# %% a subclass that leaves out the shortcut
class Branches(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(4, activation='relu')
        self.right = tf.keras.layers.Dense(6, activation='tanh')
        self.more = tf.keras.layers.Dense(10, activation='relu')
        self.out = tf.keras.layers.Dense(3, activation='softmax')

    def call(self, x):
        x = tf.concat([self.left(x), self.right(x)], axis=1)
        x = self.more(x)
        return self.out(x)

my_model = Branches()
my_model(tf.zeros((1, 8)))

# %% a subclass that applies tanh to all
class Branches(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(4, activation='relu')
        self.right = tf.keras.layers.Dense(6, activation='tanh')
        self.more = tf.keras.layers.Dense(10, activation='relu')
        self.out = tf.keras.layers.Dense(3, activation='softmax')

    def call(self, x):
        x = tf.tanh(tf.concat([self.left(x), self.right(x)], axis=1))
        x = x + self.more(x)
        return self.out(x)

my_model = Branches()
my_model(tf.zeros((1, 8)))
