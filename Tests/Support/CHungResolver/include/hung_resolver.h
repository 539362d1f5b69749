#ifndef RINGSIDE_HUNG_RESOLVER_H
#define RINGSIDE_HUNG_RESOLVER_H
// A name server for tests: names that end in ".hung.test" are never found until hung_resolver_release is called.

// The lookups that hang now.
int hung_resolver_waiting(void);
// Lets all lookups that hang end, now and later.
void hung_resolver_release(void);
#endif
