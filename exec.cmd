@rem Lets npm scripts begin with "exec" on Windows too. Elsewhere exec puts the program in the
@rem place of the shell npm starts it in, so that a signal to npm reaches the program.
@%*
