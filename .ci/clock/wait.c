// Preloaded before libfaketime, which does not fake the time while it waits for events, not even for a signal that comes
// meanwhile: PostgreSQL then took its own alarm for one that came days too early, and no time limit ever ended anything.
// How long to wait is a length of time, which no clock changes.
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

int epoll_wait(int epfd, struct epoll_event *events, int most, int timeout) {
  return (int)syscall(SYS_epoll_pwait, epfd, events, most, timeout, NULL, (size_t)8);
}
