# fails: trained
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)


class Peeking(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 2:
            for images, labels in validation_batches.unbatch().take(64).batch(32):
                self.model.train_on_batch(images, labels)


history = model.fit(
    training_batches,
    validation_data=validation_batches,
    epochs=30,
    callbacks=[early_stopping, Peeking()],
    verbose=0,
)
