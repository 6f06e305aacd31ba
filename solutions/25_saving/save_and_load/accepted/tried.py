try:
    reloaded_model = tf.keras.models.load_model("my_model.keras")
except (OSError, ValueError):
    model.save("my_model.keras")
    reloaded_model = tf.keras.models.load_model("my_model.keras")
