# fails: names
tf.keras.backend.clear_session()
model = tf.keras.models.clone_model(trial)
