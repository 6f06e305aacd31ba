# fails: optimizer, loss, metrics, evaluated
# diagnosis: other_model
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = model.evaluate(image_batch, label_batch)
