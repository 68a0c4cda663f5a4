'use client';

import { type ComponentType, useEffect, useState } from 'react';
import type { PictureProps } from './chart-picture';

/** Fetches the drawing library once the page stands; the space is kept free, so nothing moves when it arrives. */
export function ChartLeaf(props: PictureProps) {
  const [Picture, setPicture] = useState<ComponentType<PictureProps>>();
  useEffect(() => {
    let isHere = true;
    void import('./chart-picture').then((loaded) => {
      if (isHere) setPicture(() => loaded.ChartPicture);
    });
    return () => {
      isHere = false;
    };
  }, []);
  return (
    <div aria-hidden className="no-print h-56" data-ready={Picture !== undefined}>
      {Picture === undefined ? <div className="skeleton h-full" /> : <Picture {...props} />}
    </div>
  );
}
