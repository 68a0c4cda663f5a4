'use client';

import { useEffect } from 'react';

/** Marks the page once React has taken over, so that tests and styles can wait for it. */
export function Hydrated() {
  useEffect(() => {
    document.documentElement.dataset['hydrated'] = 'true';
  }, []);
  return null;
}
