#define _GNU_SOURCE
#include "hung_resolver.h"

#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int released = 0;
static int waiting = 0;

static int is_hung(const char *node) {
  static const char ending[] = ".hung.test";
  size_t length = node ? strlen(node) : 0;
  return length >= sizeof ending - 1 && strcmp(node + length - (sizeof ending - 1), ending) == 0;
}

// Stands before the C library's function of this name in every lookup of the test process, libcurl's too.
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
  static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
  if (!is_hung(node)) {
    if (!real) real = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
    return real(node, service, hints, result);
  }
  pthread_mutex_lock(&lock);
  waiting++;
  while (!released) pthread_cond_wait(&changed, &lock);
  waiting--;
  pthread_mutex_unlock(&lock);
  return EAI_NONAME;
}

int hung_resolver_waiting(void) {
  pthread_mutex_lock(&lock);
  int count = waiting;
  pthread_mutex_unlock(&lock);
  return count;
}

void hung_resolver_release(void) {
  pthread_mutex_lock(&lock);
  released = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}
