# fails: metrics, evaluated, untrained
# diagnosis: metrics_missing
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
loss, accuracy = my_model.evaluate(image_batch, label_batch)
