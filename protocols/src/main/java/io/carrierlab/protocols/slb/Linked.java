package io.carrierlab.protocols.slb;

/** An element of one doubly linked list at most, without an object for its place there. */
abstract class Linked<T extends Linked<T>> {
  private T before;
  private T after;
  private Chain<T> in;

  /** The list. */
  static final class Chain<T extends Linked<T>> {
    private T first;
    private T last;
    private int size;

    /** Null: it is empty. */
    T first() {
      return first;
    }

    int size() {
      return size;
    }

    void add(T added) {
      Linked<T> each = added;
      each.remove();
      each.in = this;
      each.before = last;
      if (last == null) {
        first = added;
      } else {
        ((Linked<T>) last).after = added;
      }
      last = added;
      size++;
    }
  }

  /** Null: it is the last one. */
  final T next() {
    return after;
  }

  final boolean linked() {
    return in != null;
  }

  /** Takes it out of its list, if it is in one. */
  final void remove() {
    if (in == null) {
      return;
    }
    if (before == null) {
      in.first = after;
    } else {
      ((Linked<T>) before).after = after;
    }
    if (after == null) {
      in.last = before;
    } else {
      ((Linked<T>) after).before = before;
    }
    in.size--;
    in = null;
    before = null;
    after = null;
  }
}
