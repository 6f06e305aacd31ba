# fails: file
model.save("model.keras")
reloaded_model = tf.keras.models.load_model("model.keras")
