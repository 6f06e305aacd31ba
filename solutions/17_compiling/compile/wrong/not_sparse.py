# fails: loss, evaluated, untrained
# diagnosis: loss_mismatch
my_model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)
