# fails: file, loaded, answers
reloaded_model = tf.keras.models.clone_model(model)
