package io.carrierlab.protocols.ospf;

import java.util.Arrays;

/** The LSAs of the area, in the order of their keys: one array, as every router of the area holds every LSA. */
final class LinkStateDatabase {
  private StoredLsa[] sorted = new StoredLsa[4];
  private int count;

  int size() {
    return count;
  }

  StoredLsa at(int index) {
    return sorted[index];
  }

  /** The instance at hand, or null. */
  StoredLsa find(LsaKey key) {
    int index = search(key.type(), key.linkStateId(), key.advertisingRouter());
    return index < 0 ? null : sorted[index];
  }

  /** Where the first LSA at or after this key is. */
  int firstFrom(int type, int linkStateId, int advertisingRouter) {
    int index = search(type, linkStateId, advertisingRouter);
    return index < 0 ? -index - 1 : index;
  }

  /** Stores an instance in place of the one with the same key, which is returned, or null. */
  StoredLsa put(StoredLsa stored) {
    int index = search(stored.lsa.type(), stored.lsa.linkStateId(), stored.lsa.advertisingRouter());
    if (index >= 0) {
      StoredLsa old = sorted[index];
      sorted[index] = stored;
      return old;
    }
    int at = -index - 1;
    if (count == sorted.length) {
      sorted = Arrays.copyOf(sorted, count + Math.max(4, count / 4));
    }
    System.arraycopy(sorted, at, sorted, at + 1, count - at);
    sorted[at] = stored;
    count++;
    return null;
  }

  void remove(LsaKey key) {
    int index = search(key.type(), key.linkStateId(), key.advertisingRouter());
    if (index >= 0) {
      count--;
      System.arraycopy(sorted, index + 1, sorted, index, count - index);
      sorted[count] = null;
    }
  }

  StoredLsa[] toArray() {
    return Arrays.copyOf(sorted, count);
  }

  private int search(int type, int linkStateId, int advertisingRouter) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Lsa lsa = sorted[middle].lsa;
      int order = Integer.compareUnsigned(lsa.type(), type);
      if (order == 0) {
        order = Integer.compareUnsigned(lsa.linkStateId(), linkStateId);
      }
      if (order == 0) {
        order = Integer.compareUnsigned(lsa.advertisingRouter(), advertisingRouter);
      }
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
