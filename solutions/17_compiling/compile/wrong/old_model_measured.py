# fails: evaluated
# diagnosis: other_model
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = model.evaluate(image_batch, label_batch)
