# fails: loaded
model.save("my_model.keras")
loaded = tf.keras.models.load_model("my_model.keras")
reloaded_model = model
