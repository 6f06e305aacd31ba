"""Code that runs INSIDE: beside learner code, in the sandbox, where nothing is trusted and nothing is secret.

The jail sees this package, `grader.sandbox.inside`, `grader.evidence` and `grader.errors`, and no other module of the
grader's. Begin with `setup`, which says what a child does, and with `probe.observe`, which answers a request.

A process and its tasks:

setup          what a process imports before it forks, and what each child then does
app            the IPython kernel of one submission
clean_room     puts models together anew, in a child where no learner code ran
tuning         what is done for speed alone

What learners' code left:

probe          looks at it, and answers what was asked; `time_budget` says how long each look may take
describe       one object, by what it is; `behaviour` says what a model does, `compiled` how it was compiled, and what a
               callback was made with
networks       a Keras model's structure; `call_graph`, `steps` and `tracing` find what it calls
rewriting      a model with code in it, put in Keras' own layers
divergence     where a model first departs from the reference
model_parts    what a clean room needs of a model, and what both sides ask of it
datasets       a `tf.data` pipeline
fits           what each call of `fit` was given; `fit_features` splits a batch into features and labels
figures        what figures show

The answer's cells once more:

rerun          on inputs that they have not seen; `replays` prepares their code, `substitutes` stands in for models
origins        with other values at the places that make them
taken_out      without what they were asked to use
put_back       what is changed for a while by any of these
"""
