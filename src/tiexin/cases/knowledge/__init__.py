"""知识库: questions that workers ask, each with its answer, its sentences of law, somebody who answers for it."""
