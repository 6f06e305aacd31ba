# fails: evaluated
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)
my_model.fit(image_batch, label_batch)
