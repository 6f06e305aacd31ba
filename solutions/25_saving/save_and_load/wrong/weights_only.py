# fails: file
model.save_weights("my_model.weights.h5")
reloaded_model = tf.keras.models.clone_model(model)
reloaded_model.load_weights("my_model.weights.h5")
