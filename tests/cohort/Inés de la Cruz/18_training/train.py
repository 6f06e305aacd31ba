#!/usr/bin/env python
# coding: utf-8

# # Training a network
#
# So far, the weights of your networks were random, and so were their answers. Now a network learns: it looks at
# thousands of handwritten digits, and after each batch its weights move a little in the direction that would
# have made its answers better. After a minute it reads digits that it has never seen.
#
# **You will learn** the three steps from a description to a trained model, which are *build*, *compile* and *fit*,
# and how to read the history of a training.


# ## The idea
#
# **Build.** You know how: a list of layers. The weights are random.
#
# **Compile.** `model.compile(...)` settles how the model learns.
#
# - The *loss* measures how wrong the answers are. If the network gives the right digit the probability $p$, its loss
#   for that picture is $-\ln p$: nothing for a certain and right answer, much for a confident mistake. For labels
#   that are plain numbers from 0 to 9, it is called `'sparse_categorical_crossentropy'`.
# - The *optimizer* decides how far the weights move. `'adam'` is a good first choice.
# - The *metrics* are for people to read. `['accuracy']` is the share of right answers.
#
# **Fit.** `model.fit(data, epochs=n)` goes through all the data `n` times; one such pass is an *epoch*. It returns a
# history, in which `history.history['loss']` lists the loss of each epoch.


# ## A worked example
#
# A network that knows nothing gives each of the ten digits the probability 0.1, so its loss is
# $-\ln 0.1 \approx 2.30$ and its accuracy about 10 percent. If it has learned to give the right digit a probability
# of 0.9, the loss is $-\ln 0.9 \approx 0.11$. So in a healthy training the loss begins at 2.3 or below, falls fast
# in the first epoch, and ever more slowly after that.
#
# Here are the three steps for a much smaller problem: one neuron learns to tell positive numbers from negative ones.


# In[ ]:


import tensorflow as tf
import tensorflow_datasets as tfds


# In[ ]:


tf.keras.utils.set_random_seed(7)

numbers = tf.random.normal((256, 1))
is_positive = tf.cast(numbers > 0, tf.float32)

small_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(1, activation="sigmoid"),
    ]
)
small_model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
small_history = small_model.fit(numbers, is_positive, epochs=3, verbose=0)

print("loss of each epoch:", small_history.history["loss"])


# ## The material
#
# Run the next three cells. They load the MNIST digits and make a pipeline of batches, as in the lesson on
# pipelines: pixels become numbers from 0 to 1, the pictures are shuffled, and 64 at a time come as one batch.
# Then `EPOCHS` says how long to train.


# In[ ]:


training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_training_examples = dataset_info.splits["train"].num_examples
print("There are {:,} pictures to learn from.".format(num_training_examples))


# In[ ]:


def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


batch_size = 64

training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)


# In[ ]:


EPOCHS = 5


# ## Your task
#
# 1. Build a network called `my_model` of Keras' own layers. It gets pictures of shape `(28, 28, 1)` and flattens them to
#    784 inputs. It has three hidden layers with 128, 64 and 32 neurons, all with ReLU, and an output layer with 10
#    neurons and softmax.
# 2. Compile it with the optimizer `'adam'`, the loss `'sparse_categorical_crossentropy'` and the metric `'accuracy'`.
# 3. Train it on `training_batches` for `EPOCHS` epochs, and keep what `fit` returns as `history`.
#
# If you want to try something out, start again from a new model before you hand in: a second call of `fit` goes on
# with the weights that the first one left.


# In[ ]:


my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for neurons in 128, 64, 32:
    my_model.add(tf.keras.layers.Dense(neurons, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

my_model.compile(optimizer='adam',
                 loss='sparse_categorical_crossentropy',
                 metrics=['accuracy'])


# In[ ]:


history = my_model.fit(training_batches,
                       epochs=EPOCHS)


# ## Check yourself
#
# The next cell prints the loss and the accuracy of each epoch. There should be five of each. The loss should fall
# from epoch to epoch, to well below 0.3, and the accuracy should rise above 90 percent.
#
# An accuracy that stays near 10 percent means that nothing was learned: look at the activation of the last layer and
# at the loss. What counts in the end are pictures that the model has *not* seen, so your model will also be shown
# some that are not in `training_batches`.


# In[ ]:


if isinstance(history, tf.keras.callbacks.History):
    for epoch, (loss, accuracy) in enumerate(zip(history.history["loss"], history.history["accuracy"]), 1):
        print("epoch {}: loss {:.3f}, accuracy {:.1%}".format(epoch, loss, accuracy))
