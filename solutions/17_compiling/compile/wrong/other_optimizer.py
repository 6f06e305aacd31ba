# fails: optimizer
# diagnosis: other_optimizer
my_model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)
