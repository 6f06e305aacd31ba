# fails: evaluated, untrained
# diagnosis: incomplete_answer
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = ..., ...
