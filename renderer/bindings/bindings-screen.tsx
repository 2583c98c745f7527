import '../accounts/accounts.css';
import './bindings.css';
import './batches.css';
import { BindingList } from './binding-list.tsx';
import { NextBatch } from './next-batch.tsx';
import { PastBatches } from './past-batches.tsx';

/** Bindings & export: the list, the next batch and the past ones (UI design, section 6.5). */
export function BindingsScreen() {
  return (
    <div className="bindings-screen">
      <div className="bindings-left">
        <BindingList />
        <PastBatches />
      </div>
      <div className="bindings-right">
        <NextBatch />
      </div>
    </div>
  );
}
