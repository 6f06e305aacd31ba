# fails: evaluated
# diagnosis: half_way
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = ..., ...
