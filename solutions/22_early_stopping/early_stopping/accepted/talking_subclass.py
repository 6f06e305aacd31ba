class TalkingEarlyStopping(tf.keras.callbacks.EarlyStopping):
    def on_train_end(self, logs=None):
        super().on_train_end(logs)
        print("stopped after epoch", self.stopped_epoch + 1)


early_stopping = TalkingEarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
