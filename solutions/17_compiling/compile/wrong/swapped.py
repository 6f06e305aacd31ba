# fails: evaluated
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
accuracy, loss = my_model.evaluate(image_batch, label_batch)
