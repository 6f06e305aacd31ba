# fails: loaded
model.save("my_model.keras")
reloaded_model = tf.keras.models.clone_model(model)
