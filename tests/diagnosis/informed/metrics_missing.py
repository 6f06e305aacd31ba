# %% 17_compiling/compile: left out
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: empty
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=[])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: positional
my_model.compile('adam', 'sparse_categorical_crossentropy')
loss, accuracy = my_model.evaluate(image_batch, label_batch)
