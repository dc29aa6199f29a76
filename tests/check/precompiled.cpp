// Carries the headers that every unit test includes, so that they are read once; see ALOFT_PRECOMPILE.
int main() { return 0; }
