# fails: loss, evaluated, untrained
# diagnosis: loss_mismatch
my_model.compile(optimizer='adam', loss='mse', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)
