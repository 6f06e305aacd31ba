# fails: file, loaded
reloaded_model = tf.keras.models.clone_model(model)
