"""Values become cards, a module for each subject; `drawing` knows them all."""
